"""What every stage shares: ids, reference tables, sentences, and the batch that is handed from stage to stage."""
