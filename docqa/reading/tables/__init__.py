"""Tables on a page: from its words and their places to rows, columns and cells."""
