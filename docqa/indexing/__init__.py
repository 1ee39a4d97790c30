"""The job in the background that makes documents searchable."""
