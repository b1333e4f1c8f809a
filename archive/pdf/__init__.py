"""The parts of a PDF that are more than pictures and words: their scratch file, bookmarks, tags, what is laid over."""
