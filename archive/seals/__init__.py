"""The parts of a digital signature on a PDF: its text on the page, its key, whom to trust, what is found in a file."""
