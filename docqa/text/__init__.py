"""Words, figures and sentences: what text is made of, whoever reads or asks."""
