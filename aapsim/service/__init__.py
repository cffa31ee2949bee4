"""The desk: the one seam between screens or command line and everything below."""
