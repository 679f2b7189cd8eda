/// Something that a cell of code shows.
public struct Output: Codable, Equatable, Sendable {
  /// The author's name for it; a figure's file is called after it.
  public var id: String
  /// What to see in it, in Markdown; may be empty.
  public var caption: String
  /// Whether the report hides it until asked.
  public var isFolded: Bool
  /// Which of the experiment's lines of code showed it, from 0, counting lines of code alone.
  public var line: Int
  /// What it shows.
  public var content: Content

  package init(id: String, caption: String, isFolded: Bool, line: Int, content: Content) {
    (self.id, self.caption, self.isFolded, self.line, self.content) = (id, caption, isFolded, line, content)
  }

  /// What an output shows.
  public enum Content: Codable, Equatable, Sendable {
    /// An image in `figures/<id>.png`, its size in points, and what was plotted.
    case figure(description: String, width: Int, height: Int, plot: RecordedPlot)
    /// Rows of cells in Markdown under headings, and the numbers that the cells show.
    case table(columns: [String], alignedRight: [Bool], rows: [[String]], numbers: Numbers? = nil)
    /// Text as it stands, in a fixed-width font.
    case text(body: String)
    /// Names and what they stand for, in order.
    case list(entries: [Entry])
  }

  /// The numbers of a table's cells, with all their digits: which row is above which is judged by them.
  public struct Numbers: Codable, Equatable, Sendable {
    /// The number in each cell; nil where it shows none, or one that is not finite.
    public var values: [[Double?]]
    /// How far each may be off, where the cell says so.
    public var margins: [[Double?]]

    init(values: [[Double?]], margins: [[Double?]]) { (self.values, self.margins) = (values, margins) }
  }

  /// A name and what it stands for.
  public struct Entry: Codable, Equatable, Sendable {
    /// What is named.
    public var name: String
    /// What it is, in Markdown.
    public var value: String
  }
}
