Benchmarks.start()
