"""Many articles: what each one gave as a shard, and the graph directory that shards are taken into."""
