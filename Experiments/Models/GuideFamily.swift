import Laboratory

/// The families of automatic guides.
enum GuideFamily: String, CaseIterable {
  /// Independent normal numbers in unconstrained space.
  case meanField = "mean field"
  /// One normal distribution with every covariance.
  case fullRank = "full rank"
  /// Independent normal numbers, bent by four affine couplings.
  case flow

  /// A model with a guide of the family, which begins in the midst of the prior.
  func pair(of model: @escaping (Trace, Tensor) throws -> Void, for data: Tensor, using random: Random) throws
    -> ModelAndGuide<Tensor>
  {
    switch self {
    case .meanField:
      let guide = try MeanFieldNormalGuide(of: model, for: data, using: random)
      return ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
    case .fullRank:
      let guide = try FullRankNormalGuide(of: model, for: data, using: random)
      return ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
    case .flow:
      let guide = try FlowGuide(of: model, for: data, using: random) { size, random in
        let layers: [any Layer] = [Dense(16), Activation.tanh]
        return try FlowSequence.couplings(
          "flow", size: size, count: 4, map: .affine(logScaleBound: 1), layers: layers, using: random)
      }
      return ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
    }
  }
}

/// What a trained guide of the eight schools says, by its own draws and by these weighted to the posterior: of μ, τ and θ in
/// this order.
struct SchoolsGuide {
  let log: TrainingLog
  let means, deviations, weightedMeans: [Double]
  let diagnosis: GuideDiagnosis
  let logTau: [Double]

  init(log: TrainingLog, diagnosis: GuideDiagnosis) throws {
    let draws = try EightSchools.withEffects(diagnosis.draws)
    let numbers = try ["mu", "tau", "theta"].flatMap { try draws.numbers(of: $0) }
    (self.log, self.diagnosis) = (log, diagnosis)
    (means, deviations) = (numbers.map(\.mean), numbers.map(\.standardDeviation))
    weightedMeans = numbers.map { diagnosis.weights.mean(of: $0.values) }
    logTau = numbers[1].values.map { Foundation.log($0) }
  }

  /// The evidence lower bound.
  var bound: Double { Summary(of: diagnosis.logRatios).mean }
}

/// Trainings of one guide that differ in their seeds alone.
struct SchoolsGuides {
  let form: EightSchools.Form
  let family: GuideFamily
  let trainings: [SchoolsGuide]

  var name: String { "\(family.rawValue), \(form.rawValue)" }

  func values(_ value: (SchoolsGuide) -> Double) -> [Double] { trainings.map(value) }

  var paretoShapes: [Double] { values(\.diagnosis.paretoShape) }

  /// A row of the table of answers: means and deviations of μ, τ and the first school's effect, the bound's distance from the
  /// evidence, and k̂.
  func cells(logEvidence: Double) -> [Table.Cell] {
    let numbers = [0, 1, 2].flatMap { place in
      [Summary(of: values { $0.means[place] }), Summary(of: values { $0.deviations[place] })]
    }
    return [.text(name)] + numbers.map { .number($0, .fixed(2)) }
      + [
        .number(Summary(of: values { logEvidence - $0.bound }), .fixed(3)),
        .number(Summary(of: paretoShapes), .fixed(2)),
      ]
  }

  /// A row of the table of weights: the mean of τ by the guide's draws and by the weights, k̂, and how many draws these are
  /// worth.
  func weightedCells(exact: Double) -> [Table.Cell] {
    [
      .text(name), .number(Summary(of: values { $0.means[1] - exact }), .fixed(2)),
      .number(Summary(of: values { $0.weightedMeans[1] - exact }), .fixed(2)),
      .number(Summary(of: values(\.diagnosis.effectiveSampleSize)), .fixed(0)),
      .number(Summary(of: paretoShapes), .fixed(2)),
    ]
  }
}

extension Mark {
  /// The density of samples on a line of places, by a narrow kernel.
  static func density(of samples: [Double], at places: [Double], name: String) throws -> Mark {
    let estimate = try KernelDensity(of: samples, dimension: 1)
    return .line(places, estimate.density(at: places), name: name)
  }
}

extension [SchoolsGuides] {
  /// The trainings of a guide on the model as it is written in one way.
  subscript(family: GuideFamily, form: EightSchools.Form) -> SchoolsGuides {
    first { $0.family == family && $0.form == form }!
  }
}
