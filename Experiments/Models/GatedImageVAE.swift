import Laboratory

extension VariationalAutoencoder {
  /// The one-level VAE of Tomczak and Welling (2018, section 5) on binary images: two gated layers each way, a code whose
  /// log-variances their code holds between −6 and 2, and a Bernoulli distribution of every pixel.
  static func gated(
    units: Int, latentSize: Int, prior: Prior = .standardNormal, using random: Random
  ) throws -> VariationalAutoencoder {
    let layers: [any Layer] = [GatedDense(units, initializer: .heNormal), GatedDense(units, initializer: .heNormal)]
    func head(_ name: String, _ more: [any Layer]) throws -> Network {
      try Network(name, input: [units], using: random, [Dense(latentSize, initializer: .heNormal)] + more)
    }
    return VariationalAutoencoder(
      encoder: GaussianEncoder(
        try Network("encoder", input: [784], using: random, layers), mean: try head("mean", []),
        spread: try head("log-variance", [Clamp(to: -6...2)])),
      decoder: try Network(
        "decoder", input: [latentSize], using: random, layers + [Dense(784, initializer: .heNormal)]),
      likelihood: .bernoulli, prior: prior)
  }
}

/// Numbers moved into a range.
struct Clamp: Layer {
  private let range: ClosedRange<Float>

  /// What lies outside becomes the nearer end.
  init(to range: ClosedRange<Float>) { self.range = range }

  var description: String { "Clamp" }
  func outputShape(for input: Shape) throws(ShapeMismatch) -> Shape { input }
  func apply(_ x: Variable, _ parameters: [Parameter], _ pass: Pass) -> Variable { x.clamped(to: range) }
}

/// A training that looks at held-out data after every epoch, keeps its best weights, and ends where they are so many epochs old:
/// the steps after that do nothing.
struct EarlyStopping: Resumable {
  private var svi: SVI<Tensor, Adam>
  private let parameters: [Parameter]
  private let patience, warmUp: Int
  private var best: [Tensor]
  private var bestCost = Float.infinity
  /// Epochs since the best weights.
  private var age = 0

  /// - Parameters:
  ///   - svi: The training.
  ///   - parameters: What it moves.
  ///   - patience: It ends where the best weights are older than so many epochs.
  ///   - warmUp: Before this epoch none is old.
  init(_ svi: SVI<Tensor, Adam>, of parameters: [Parameter], patience: Int, warmUp: Int) {
    (self.svi, self.parameters, self.patience, self.warmUp) = (svi, parameters, patience, warmUp)
    best = parameters.map(\.value)
  }

  /// Whether it has ended.
  var hasEnded: Bool { age > patience }

  /// One step; of a training that has ended, what the best weights cost.
  mutating func step(_ batch: @autoclosure () -> Tensor, using random: Random) throws -> [String: Double] {
    hasEnded ? ["loss": Double(bestCost)] : try svi.step(batch(), using: random).findings
  }

  /// Takes note of what held-out data cost after an epoch, counted from 1.
  mutating func note(cost: Double, after epoch: Int) {
    if Float(cost) < bestCost {
      (bestCost, best, age) = (Float(cost), parameters.map(\.value), 0)
    } else {
      age = epoch < warmUp ? 0 : age + 1
    }
  }

  /// Puts the best weights in place.
  func takeBest() { for (parameter, value) in zip(parameters, best) { parameter.value = value } }

  var snapshot: Snapshot {
    let snapshot = svi.snapshot
    let kept = best.enumerated().map { index, tensor in
      NamedArray("best/\(index + 1)", shape: tensor.shape.dimensions, .floats(tensor.elements))
    }
    return Snapshot(
      weights: snapshot.weights,
      progress: snapshot.progress + kept + [
        NamedArray("best cost", .floats([bestCost])), NamedArray("age", .integers([Int64(age)])),
      ])
  }

  mutating func restore(_ snapshot: Snapshot) throws {
    func array(_ name: String) throws -> NamedArray {
      guard let array = snapshot.progress.first(where: { $0.name == name }) else { throw Missing(name: name) }
      return array
    }
    let kept = try parameters.indices.map { index -> Tensor in
      let array = try array("best/\(index + 1)")
      guard case .floats(let elements) = array.elements else { throw Missing(name: array.name) }
      return Tensor(elements, shape: Shape(array.shape))
    }
    guard case .floats(let cost) = try array("best cost").elements, case .integers(let age) = try array("age").elements,
      cost.count == 1, age.count == 1
    else { throw Missing(name: "age") }
    try svi.restore(snapshot)
    (best, bestCost, self.age) = (kept, cost[0], Int(age[0]))
  }

  private struct Missing: Error, CustomStringConvertible {
    let name: String
    var description: String { "its array “\(name)” is missing, or of another type" }
  }
}

/// A VAE of gated layers with some prior, what it went through, and what test images cost by it.
struct PriorFit {
  let vae: VariationalAutoencoder
  let log: TrainingLog
  let evaluation: Evaluation
  let ladder: BoundLadder

  /// log p(x) of a test image by the bound of most draws, in nats.
  var logLikelihood: Double { ladder.tightest.bound.mean }
  /// The pseudo-inputs of a VampPrior as the encoder sees them; none of another prior.
  var inputs: Tensor {
    if case .vampPrior(let prior) = vae.prior { prior.inputs } else { .zeros([0, 784]) }
  }
  /// The epochs after which held-out data were looked at.
  var epochs: Int { log["validation cost"].count }
}

extension Table {
  /// What priors come to, beside what was published.
  init(_ kinds: [(name: String, fits: [PriorFit], published: Double, error: Double)], rungs: [Int]) {
    self.init(
      columns: ["prior", "trainings", "epochs", "ELBO", "of which rate"] + rungs.map { "$L_{\($0)}$" }
        + ["above the first's", "published"],
      rows: kinds.map { kind -> [Cell] in
        func cell(_ value: (PriorFit) -> Double) -> Cell { .number(Summary(of: kind.fits.map(value)), .fixed(2)) }
        let gain = PairedDifference(of: kind.fits.map(\.logLikelihood), less: kinds[0].fits.map(\.logLikelihood))
        let first: [Cell] = [
          .text(kind.name), .number(kind.fits.count), .number(kind.fits.map(\.epochs).max()!),
          cell(\.evaluation.bound.mean), cell(\.evaluation.rate.mean),
        ]
        let bounds = rungs.indices.map { rung in cell { $0.ladder.rungs[rung].bound.mean } }
        let last: [Cell] = [
          kind.name == kinds[0].name ? "" : .text(gain.text(.fixed(2))),
          .number(kind.published, standardError: kind.error, .fixed(2)),
        ]
        return first + bounds + last
      })
  }
}
