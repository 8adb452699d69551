"""What we talk about: frozen types, no look-ups, no I/O."""
