"""How each platform is joined to the program: its sender, its renderer, and what it listens to."""
