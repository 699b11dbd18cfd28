"""The face of the web: documents as HTML."""
