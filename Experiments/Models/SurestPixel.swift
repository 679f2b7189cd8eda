import Laboratory

extension Notebook {
  /// Keeps what the bound on the logits lets a pixel come to: the largest density, that of a black pixel whose logit is at the
  /// bound, as `largest-density`, and the darkest mean as `darkest-mean`.
  func measureSurestPixel(file: String = #filePath, line: UInt = #line) throws {
    let surest = Likelihood.continuousBernoulli()(Variable(Tensor([-.infinity], shape: [1])), eventAxes: 1)
    let black = surest.logDensity(Variable(Tensor([0], shape: [1]))).value.element
    try measure("largest-density", exp(black), format: .fixed(1), file: file, line: line)
    try measure("darkest-mean", surest.mean.value.element, format: .fixed(3), file: file, line: line)
  }
}
