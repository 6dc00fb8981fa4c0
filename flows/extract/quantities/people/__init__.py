"""The three people families: who was killed, held, displaced, on which side, when and where."""
