namespace RunbookEngine.Tests;

/// <summary>The files of the repository, for tests that compare with what is checked in.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Whether what is checked in is to be written anew instead of compared: <c>RUNBOOK_APPROVE=1</c>.</summary>
    public static bool Approves { get; } = Environment.GetEnvironmentVariable("RUNBOOK_APPROVE") == "1";

    /// <summary>Compares a text with a checked-in file, or writes that file.</summary>
    public static void AssertApproved(string expectedFile, string actual)
    {
        if (Approves)
            File.WriteAllText(expectedFile, actual);
        var expected = File.Exists(expectedFile) ? File.ReadAllText(expectedFile) : "";
        var name = Path.GetRelativePath(Root, expectedFile);
        Assert.True(expected == actual, $"{name} differs; run with RUNBOOK_APPROVE=1 and read the difference. Now it is:\n{actual}");
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "RunbookEngine.sln"))
        ? folder
        : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository."));
}
