"""Questions with known answers, and how well search and answers do on them."""
