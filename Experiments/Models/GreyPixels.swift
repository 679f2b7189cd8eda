import Laboratory

extension LabelledImages {
  /// −Σ x log x + (1 − x) log(1 − x) over the pixels x = byte/255 of each image, in nats: the least cross-entropy that Bernoulli
  /// distributions of its pixels can have.
  var greyEntropies: [Double] {
    func nats(_ p: Double) -> Double { p > 0 ? -p * log(p) : 0 }
    let ofByte = (0...255).map { nats(Double($0) / 255) + nats(1 - Double($0) / 255) }
    return (0..<count).map { index in pixels(of: index).reduce(0) { $0 + ofByte[Int($1)] } }
  }
}
