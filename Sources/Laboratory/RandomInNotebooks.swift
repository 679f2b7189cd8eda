import LabNotebooks
import LabTensors

extension Notebook {
  /// Where all randomness of the run starts: a function of its seed alone.
  public var random: Random { Random(seed: seed) }
}
