"""What a curator writes: files in their canonical form, the data package, the schemas."""
