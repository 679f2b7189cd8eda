import Laboratory

/// A variational autoencoder with or without flows, as one of several to be compared.
struct BentAutoencoder {
  let name: String
  let posterior: (Random) throws -> FlowSequence
  let prior: (Random) throws -> FlowSequence

  private init(
    _ name: String, posterior: @escaping (Random) throws -> FlowSequence = { _ in FlowSequence([]) },
    prior: @escaping (Random) throws -> FlowSequence = { _ in FlowSequence([]) }
  ) {
    (self.name, self.posterior, self.prior) = (name, posterior, prior)
  }

  /// The autoencoder with these flows after its encoder and its prior.
  func make(_ autoencoder: VariationalAutoencoder, using random: Random) throws -> FlowAutoencoder {
    FlowAutoencoder(
      autoencoder, posterior: try posterior(random["posterior"]), prior: try prior(random["prior"]))
  }

  /// For codes of two numbers, and features of four.
  static var ofPoints: [BentAutoencoder] {
    func guide(_ random: Random) -> FlowSequence {
      .inverseAutoregressive(
        "spline guide", size: 2, count: 2, map: .spline(bins: 8, bound: 4), hidden: [64, 64], contextSize: 4,
        using: random)
    }
    func prior(_ random: Random) -> FlowSequence {
      .maskedAutoregressive(
        "spline prior", size: 2, count: 2, map: .spline(bins: 16, bound: 4), hidden: [64, 64], using: random)
    }
    return [
      BentAutoencoder("Gaussian"),
      BentAutoencoder(
        "planar guide", posterior: { .planar("planar guide", size: 2, count: 8, contextSize: 4, using: $0) }),
      BentAutoencoder("spline guide", posterior: guide), BentAutoencoder("spline prior", prior: prior),
      BentAutoencoder("both splines", posterior: guide, prior: prior),
    ]
  }

  /// For codes of so many numbers, and twice as many features.
  static func ofImages(latentSize: Int) -> [BentAutoencoder] {
    func guide(_ random: Random) -> FlowSequence {
      .inverseAutoregressive(
        "flow guide", size: latentSize, count: 2, hidden: [200], contextSize: 2 * latentSize, using: random)
    }
    func prior(_ random: Random) -> FlowSequence {
      .maskedAutoregressive("flow prior", size: latentSize, count: 2, hidden: [200], using: random)
    }
    return [
      BentAutoencoder("Gaussian"), BentAutoencoder("flow guide", posterior: guide),
      BentAutoencoder("flow prior", prior: prior), BentAutoencoder("both flows", posterior: guide, prior: prior),
    ]
  }
}

extension FlowAutoencoder {
  /// The number of weights that a datum meets on its way: what a step costs, in multiplications, is in proportion to it.
  var weightCount: Int { networks.flatMap(\.parameters).map(\.value.count).reduce(0, +) }
}

extension Scored {
  /// How much more the bound of one draw says that a datum costs than that of most draws: what the guide misses, in nats.
  var guideGap: Double { looseCost - ladder.tightest.cost.mean }
}

extension Repeated {
  /// What the guide misses after each training, in nats.
  var guideGaps: [Double] { values(\.guideGap) }
}

extension PlaneRaster {
  /// Log-densities of codes in the plane; −10 stands for everything below it, since a prior of islands is hardly anywhere.
  func figure(ofCodes distribution: any Distribution, title: String) -> Figure {
    figure(
      distribution.logDensity(Variable(points)).value.doubles, title: title,
      color: Axis("log-density", unit: "nats", limits: -10...3), x: "z₁", y: "z₂")
  }
}
