"""Platform adapters: documents in, payloads out."""
