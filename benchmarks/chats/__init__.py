"""What the benchmarks of the chats share: servers, ledgers, running programs. None runs alone."""
