import LabAutodiff
import LabNeuralNetworks
import LabRequirements
import LabTensors

/// T(x, z), which tells the draws of an implicit guide from those of a contrasting distribution r whose density is known. The
/// best there is, for a given guide, is log q(z | x) − log r(z | x) (Mescheder et al. 2017, proposition 1).
public struct Discriminator {
  /// What training moves.
  public let parameters: [Parameter]
  private let codeSize: Int
  private let function: (_ examples: Variable, Pass) -> (_ codes: Variable) -> Variable

  /// A network of the example, and another on top of it, which takes the first one's vector with the code behind it and makes one
  /// number. A trunk without layers hands on the example, where that is a vector.
  public init(trunk: Network, head: Network) {
    let features = trunk.outputShape
    require(
      features.rank == 1 && head.inputShape.rank == 1 && head.inputShape[0] > features[0],
      "the head of a discriminator takes \(head.inputShape), the numbers of its trunk, \(features), and then those of a code"
    )
    require(head.outputShape == [1], "a discriminator makes one number, not \(head.outputShape)")
    parameters = trunk.parameters + head.parameters
    codeSize = head.inputShape[0] - features[0]
    function = { examples, pass in
      let vectors = trunk(examples, pass)
      return { codes in
        let leading = codes.shape.dropLast()
        let repeated = vectors.broadcast(to: leading + features)
        return head(Variable.concatenate([repeated, codes], along: -1), pass).reshaped(to: leading)
      }
    }
  }

  /// T of each code, draws × batch, of codes draws × batch × code beside a batch of examples.
  public func callAsFunction(_ examples: Tensor, _ codes: Variable, _ pass: Pass) -> Variable {
    require(
      codes.shape[-1] == codeSize,
      "a discriminator of codes of \(codeSize) numbers was given codes of shape \(codes.shape)")
    let judge = function(Variable(examples), pass)
    return judge(codes)
  }

  /// The two terms of the logistic regression that T lowers, −E_q log σ(T) and −E_r log (1 − σ(T)) (Mescheder et al. 2017,
  /// section 3): both log 2 where T is 0, which is the best where q and r are alike.
  ///
  /// - Parameters:
  ///   - guide: Draws of the guide.
  ///   - contrast: As many draws of what it is contrasted with.
  ///   - examples: The batch that both are about.
  ///   - pass: Whether this is training, and the tape.
  func loss(guide: Tensor, contrast: Tensor, beside examples: Tensor, _ pass: Pass) -> Loss {
    // One evaluation, so that what normalises by the batch sees both alike.
    let both = self(examples, Variable(Tensor.concatenate([guide, contrast], along: 0)), pass)
    let halves = both.split(2, along: 0)
    return ["guide's draws": softplus(-halves[0]).mean(), "contrast's draws": softplus(halves[1]).mean()]
  }
}
