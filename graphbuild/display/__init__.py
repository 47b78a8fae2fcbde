"""How the things of a graph show themselves in a notebook: HTML without scripts, all text of the data escaped."""
