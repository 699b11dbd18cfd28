"""Pictures as SVG: of a view, and of what the look-ups and measures find."""
