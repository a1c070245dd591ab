"""What the benchmarks of whole programs share. None runs alone."""
