using RunbookEngine.Language;

namespace RunbookEngine.Tests.Language;

/// <summary>Reads the files of a folder by names that do not show where it is.</summary>
internal sealed class FolderReader(string folder) : ISourceReader
{
    public SourceReading Read(string file) => new FileSourceReader().Read(Path.Combine(folder, file));
}
