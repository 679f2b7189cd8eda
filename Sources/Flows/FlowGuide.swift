import Foundation
import LabAutodiff
import LabDistributions
import LabInference
import LabRequirements
import LabTensors

/// The guide that draws all numbers of all latent sites of a model together, in unconstrained space, as what a flow makes of
/// independent normal numbers, each then scaled and shifted (Rezende and Mohamed 2015).
///
/// It begins in the midst of the prior, as `MeanFieldNormalGuide` does, and goes beyond it as far as the flow can bend:
///
/// ```swift
/// let guide = try FlowGuide(of: model, for: data, using: random["guide"]) { size, random in
///   try FlowSequence.couplings("guide", size: size, count: 4, map: .spline(), using: random)
/// }
/// let pair = ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
/// ```
///
/// The pathwise gradient runs the flow forward alone. Sticking the landing also runs it backward, which takes an inverse
/// autoregressive flow as many evaluations as there are numbers, and a coupling one.
public struct FlowGuide {
  private let vector: LatentVector
  private let flow: any Flow
  private let location, logScale: Parameter

  /// A guide of the latent sites that the model has on these data.
  ///
  /// - Parameters:
  ///   - model: The model, which is run a few times to find its sites.
  ///   - data: The data, or some of their shape.
  ///   - scale: The standard deviation of all numbers to begin with, in unconstrained space, where the flow begins as the identity.
  ///   - random: Where those runs and the flow's weights draw from.
  ///   - flow: A flow of vectors of so many numbers, without a context; two inverse autoregressive ones unless said otherwise.
  public init<Data>(
    of model: LabInference.Program<Data>, for data: Data, scale: Float = 0.1, using random: Random,
    flow: (_ size: Int, Random) throws -> any Flow = FlowGuide.usualFlow
  ) throws {
    require(scale > 0, "a guide begins with a scale above 0, not \(scale)")
    vector = try LatentVector(of: model, for: data, using: random)
    location = Parameter("all sites: location", vector.start)
    logScale = Parameter("all sites: log scale", Tensor(repeating: log(scale), shape: [vector.size]))
    self.flow = try flow(vector.size, random["flow"])
  }

  /// Two inverse autoregressive flows of affine maps, which vectors of any length can have.
  public static func usualFlow(_ size: Int, using random: Random) -> any Flow {
    FlowSequence.inverseAutoregressive("all sites: flow", size: size, count: 2, using: random)
  }

  /// The location and the logarithm of the scale of every number, and those of the flow.
  public var parameters: [Parameter] { [location, logScale] + flow.parameters }

  /// The distribution of all sites' unconstrained numbers one after another, in the program's order.
  public func unconstrained(
    _ pass: Pass = .evaluation
  ) -> Transformed<Independent<Normal>, ComposedBijection> {
    let scaling = AffineBijection(shift: pass[location], logScale: pass[logScale])
    let bent: any Bijection = flow.bijection(in: pass, context: nil)
    return Transformed(Normal.standard([vector.size]).toEvent(1), ComposedBijection([bent, scaling]))
  }

  /// The guide as a program, for any data with as many repeats.
  public func program<Data>(_ trace: Trace, _ data: Data) throws {
    try vector.sample(in: trace, from: unconstrained(trace.pass))
  }
}
