"""Documents on paper, from one frozen, hashed content: nothing here computes, decides or reads a database."""
