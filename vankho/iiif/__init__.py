"""Dossiers → what IIIF viewers ask: manifests, collections, content search, images. Nothing here reads or writes."""
