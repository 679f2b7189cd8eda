import Laboratory

/// The pictures of 28 × 28 pixels that codes decode to, by what is taken for a pixel's grey: λ, the mean, and the mean by the
/// source's formula.
struct LambdaPictures {
  /// λ of every pixel.
  let lambdas: [Double]

  /// Those of a decoder whose outputs are logits.
  init(of codes: Tensor, by vae: VariationalAutoencoder) {
    lambdas = sigmoid(vae.decoder(Variable(codes), .evaluation)).value.doubles
  }

  /// The percentage of the pixels in the window around ½ where the source's mean is a constant.
  var shareInWindow: Double {
    100 * Double(lambdas.count(where: SourceFormulas.window.contains)) / Double(lambdas.count)
  }

  /// A row of pictures each of λ, of the mean and of the source's mean.
  ///
  /// - Parameter stretched: Whether each row reaches from black to white.
  func grid(stretched: Bool) -> ImageGrid {
    let lambdas = lambdas.map { min(max($0, 1e-7), 1 - 1e-7) }
    let comparisons = lambdas.map { FormulaComparison(lambda: $0) }
    let images = [lambdas, comparisons.map(\.exact.mean), comparisons.map(\.source.mean)].flatMap { row in
      let low = row.min()!, span = max(row.max()! - low, 1e-12)
      return RasterImage.images(Tensor(row.map { Float(stretched ? ($0 - low) / span : $0) }))
    }
    return ImageGrid(images, columns: lambdas.count / (28 * 28), rowLabels: ["λ", "mean", "source's mean"])
  }
}
