import Laboratory
import Testing

/// What the codes of a model of one's own tell: of factors that are known, and of classes.
@Suite struct CodeTests {
  /// Few sprites, in images of an extent of one's own.
  private let sprites = Sprites(extent: 16, sizes: [0.15, 0.25], angles: [0, 45, 90], x: [0.4, 0.6], y: [0.5])

  /// An autoencoder trained on batches of them; of y, which has one level, nothing can be asked.
  @Test func anAutoencoderOfSpritesHasGaps() throws {
    let encoder = try Network("encoder", input: [16, 16, 1], using: Random(seed: 1), [Flatten(), Dense(4)])
    let decoder = try Network(
      "decoder", input: [2], using: Random(seed: 1), [Dense(16 * 16), Reshape(to: [16, 16, 1])])
    let vae = VariationalAutoencoder(
      encoder: GaussianEncoder(encoder), decoder: decoder, likelihood: .greyBernoulli)
    var svi = SVI(vae, objective: EvidenceLowerBound(klWeight: .constant(2)), optimizer: Adam(1e-2))
    let batches = Minibatches(of: 12, from: sprites.images, using: Random(seed: 2)["order of the images"])
    for step in 0..<60 { _ = try svi.step(batches[step].scaled, using: Random(seed: 3)[step]) }

    let factors = sprites.factors.filter { $0.levelNames.count > 1 }
    #expect(factors.map(\.name) == ["shape", "size", "angle", "x"])
    let gap = try MutualInformationGap(of: vae, on: [sprites.images.scaled], factors: factors.map(\.levels))
    for (row, entropy) in zip(gap.information, gap.entropies) {
      #expect(row.count == 2 && row.allSatisfy { (0...entropy).contains($0) })
    }
    #expect(gap.gaps.count == 4 && gap.gaps.allSatisfy { $0.runnerUp == 1 - $0.code && (0...1).contains($0.share) })
    #expect(throws: MutualInformationGapError.constantFactor(4)) {
      try MutualInformationGap(of: vae, on: [sprites.images.scaled], factors: sprites.factors.map(\.levels))
    }
  }

  /// The pixels themselves are codes too, and each sprite is most like itself.
  @Test func sizesAreToldByPixels() throws {
    let pixels = sprites.images.scaled.doubles, sizes = sprites.factors[1].levels
    let nearest = try NearestNeighbors(of: pixels, dimension: 16 * 16, labels: sizes)
    let confusion = ConfusionMatrix(of: try nearest.classified(pixels), for: sizes, classes: 2)
    #expect(confusion.accuracy.mean == 1 && confusion.counts == [[18, 0], [0, 18]])
  }
}
