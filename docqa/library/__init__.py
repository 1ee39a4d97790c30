"""What a person has put in: documents, their pages and chunks, their vectors."""
