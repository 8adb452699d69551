"""The reading workflow over many reports: local processes or Ray, Parquet out, nothing lost on the way."""
