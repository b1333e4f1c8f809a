"""The archive on this machine's own web address: IIIF for any viewer, and a page to search and look."""
