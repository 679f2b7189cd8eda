import Notebooks
import Statistics

extension TrainingLog {
  /// The mean of a name's values over so many steps at a time, such as those of an epoch; what is left over has no mean.
  func means(of name: String, over steps: Int) -> [Double] {
    let values = self[name]
    return (0..<values.count / steps).map { Summary(of: Array(values[$0 * steps..<($0 + 1) * steps])).mean }
  }
}
