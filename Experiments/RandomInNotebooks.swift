import Laboratory

extension Notebook {
  /// Where all randomness of the run starts: a function of its seed alone.
  var random: Random { Random(seed: seed) }
}
