"""The server beside the pages: the addresses of the files, the headers, the previews."""
