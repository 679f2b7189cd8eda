import LabAutodiff
import LabDistributions
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// Smooth one-to-one maps of vectors, of which training finds one: a normalizing flow (Rezende and Mohamed 2015).
///
/// In a pass a flow is a `Bijection`, and that makes a distribution of a base:
///
/// ```swift
/// let flow = try FlowSequence.couplings("flow", size: 2, count: 4, map: .spline(), using: random["flow"])
/// var training = Training(flow.parameters, Adam(1e-3))
/// let step = try training.step { pass in
///   Loss(-Transformed(Normal.standard([2]).toEvent(1), flow(pass)).logDensity(Variable(points)).mean())
/// }
/// ```
///
/// A flow with a context is another map for each vector of numbers that it is given, as in the guide of an autoencoder
/// (amortised).
///
/// The library's flows begin as the identity, whatever the context. One of one's own has parameters, and makes a bijection of
/// variables that it asks the pass for.
public protocol Flow {
  /// The map in one evaluation.
  associatedtype Map: Bijection

  /// What training moves.
  var parameters: [Parameter] { get }

  /// The networks among which the parameters are, for a summary; none unless said otherwise.
  var networks: [Network] { get }

  /// The length of the vector that the map depends on besides its parameters; 0, for none, unless said otherwise.
  var contextSize: Int { get }

  /// The map in one evaluation.
  ///
  /// - Parameters:
  ///   - pass: The evaluation, which may be recorded on a tape.
  ///   - context: Vectors of the context's size, of a batch that broadcasts to that of what is mapped; nil where there is none.
  func bijection(in pass: Pass, context: Variable?) -> Map
}

extension Flow {
  /// None.
  public var networks: [Network] { [] }

  /// None.
  public var contextSize: Int { 0 }

  /// The map of a flow without a context, in one evaluation; without gradients unless a pass is given.
  public func callAsFunction(_ pass: Pass = .evaluation) -> Map { bijection(in: pass, context: nil) }

  /// The map as one of a type that does not tell which flow it is of: what `Transformed` takes where the flow is any.
  public func composedBijection(in pass: Pass, context: Variable? = nil) -> ComposedBijection {
    ComposedBijection([bijection(in: pass, context: context)])
  }

  /// Ends the program where a context is missing, is of another size or is one too many.
  func checkContext(_ context: Variable?) {
    let given = context.map { $0.shape[-1] } ?? 0
    require(
      given == contextSize,
      given == 0
        ? "a flow with a context of \(contextSize) numbers was given none: bijection(in: pass, context: …)"
        : "a flow with a context of \(contextSize) numbers was given one of shape \(context!.shape)")
  }
}

/// A flow without parameters, such as a permutation between others: always one map.
public struct FixedFlow<Map: Bijection>: Flow {
  private let map: Map

  /// The map.
  public init(_ map: Map) { self.map = map }

  /// None.
  public var parameters: [Parameter] { [] }

  /// The map itself.
  public func bijection(in pass: Pass, context: Variable?) -> Map { map }
}
