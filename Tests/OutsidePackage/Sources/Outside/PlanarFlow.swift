import Laboratory

/// A guide of a vector that is a normal number of each axis, bent by planar maps one after another
/// (Rezende and Mohamed 2015, equations 10 to 13).
package struct PlanarFlow {
  /// y = x + û tanh(w · x + b), where û is u moved along w as far as makes the map one to one (their appendix A.1).
  struct Layer {
    let u, w, b: Parameter

    init(_ name: String, size: Int, using random: Random) {
      u = Parameter("\(name)/u", Tensor.normal([size], using: random["u"]) * 0.1)
      w = Parameter("\(name)/w", Tensor.normal([size], using: random["w"]) * 0.5)
      b = Parameter("\(name)/b", Tensor([0]))
    }

    /// The image of vectors, and log |det ∂y/∂x| of each.
    func callAsFunction(_ x: Variable, _ pass: Pass) -> (image: Variable, logDeterminant: Variable) {
      let (u, w) = (pass[u], pass[w])
      let product = (w * u).sum()
      let along = (softplus(product) - 1 - product) / square(w).sum()
      let allowed = u + along * w
      let bent = tanh((x * w).sum(along: [-1], keepingAxes: true) + pass[b])
      let slope = (1 - square(bent)) * (allowed * w).sum() + 1
      return (x + allowed * bent, log(slope).sum(along: [-1]))
    }
  }

  private let site: String
  private let mean, logDeviation: Parameter
  private let layers: [Layer]

  /// A flow of so many maps for a site of vectors.
  package init(of site: String, size: Int, layers count: Int, using random: Random) {
    self.site = site
    mean = Parameter("\(site)/mean", .zeros([size]))
    logDeviation = Parameter("\(site)/log deviation", .zeros([size]))
    layers = (0..<count).map { Layer("\(site)/planar \($0 + 1)", size: size, using: random[$0]) }
  }

  /// All that training moves.
  package var parameters: [Parameter] { [mean, logDeviation] + layers.flatMap { [$0.u, $0.w, $0.b] } }

  /// The guide: the normal numbers are auxiliary, and the site has all its mass at what they become.
  package func program<Data>(_ trace: Trace, _ data: Data) throws {
    let pass = trace.pass
    let base = Normal(mean: pass[mean], logStandardDeviation: pass[logDeviation]).toEvent(1)
    var x = try trace.sampleAuxiliary("\(site), unbent", base), change = Variable(0)
    for layer in layers {
      let (image, logDeterminant) = layer(x, pass)
      (x, change) = (image, change + logDeterminant)
    }
    try trace.sample(site, Delta(x, logDensity: -change, eventAxes: 1))
  }
}
