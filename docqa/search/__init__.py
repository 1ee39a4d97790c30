"""A question to passages and to the words in them that may answer it."""
