import LabAutodiff

/// A probabilistic model of data, and the guide that stands for the posterior of its latent variables.
///
/// What trains, scores or predicts takes one of these: `SVI(vae, …)`, `Evaluation(of: vae, …)`, `BoundLadder(of: vae, …)`.
public protocol VariationalModel<Data> {
  /// What both programs are given, such as a batch of images.
  associatedtype Data

  /// p: draws the latent variables and meets the data.
  func model(_ trace: Trace, _ data: Data) throws

  /// q: draws the latent variables, given the data.
  func guide(_ trace: Trace, _ data: Data) throws

  /// What training moves, of the model and of the guide.
  var parameters: [Parameter] { get }
}

/// A model and a guide that are functions.
///
/// ```swift
/// let guide = try MeanFieldNormalGuide(of: model, for: data, using: random["guide"])
/// let pair = ModelAndGuide(model: model, guide: guide.program, parameters: guide.parameters)
/// ```
public struct ModelAndGuide<Data>: VariationalModel {
  private let programs: (model: Program<Data>, guide: Program<Data>)

  /// What training moves, of both; none where nothing is to be trained.
  public let parameters: [Parameter]

  /// A model and a guide of the same latent variables.
  public init(model: @escaping Program<Data>, guide: @escaping Program<Data>, parameters: [Parameter] = []) {
    (programs, self.parameters) = ((model, guide), parameters)
  }

  /// The model as given.
  public func model(_ trace: Trace, _ data: Data) throws { try programs.model(trace, data) }

  /// The guide as given.
  public func guide(_ trace: Trace, _ data: Data) throws { try programs.guide(trace, data) }
}
