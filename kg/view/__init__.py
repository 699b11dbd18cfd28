"""What an answer shows, before it is a terminal's text, a page or a picture: lines, tables and numbered sources.

Nothing here asks a store, knows a width or a colour; nothing in a face decides what is said.
"""
