"""From a file to its documents, whatever its format; everything is read in bounded memory."""
