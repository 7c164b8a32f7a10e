using System.Globalization;
using RunbookEngine.Tests.Proofs;

namespace RunbookEngine.Tests.Lab;

/// <summary>Brings parts of the lab up, and takes it down after the last who uses one, unless it ran before.</summary>
internal static class LabPower
{
    private static readonly SemaphoreSlim s_one = new(1);
    private static int s_users;
    private static bool s_ranBefore;

    /// <summary>Brings a part up; skips the test where that cannot be, or fails it with <c>CI=true</c>.</summary>
    /// <returns>The folder with the inventory.</returns>
    public static async Task<string> UpAsync(params string[] words)
    {
        Needed.Check(Environment.GetEnvironmentVariable("RUNBOOK_LAB") != "off", "the lab, which RUNBOOK_LAB=off switches off");
        Needed.Check(Environment.UserName == "root", "root, for the lab's namespaces and mounts");
        await OneByOneAsync(static async () => s_ranBefore = s_users++ == 0 ? (await LabScript.RunAsync("status")).Output.Contains("running", StringComparison.Ordinal) : s_ranBefore);
        var up = await LabScript.RunAsync(words);
        Needed.Check(up.Exit == 0, string.Create(CultureInfo.InvariantCulture, $"the lab, which said: {up.Error}"));
        return (await LabScript.RunAsync("inventory")).Exits(0).Output.Trim();
    }

    /// <summary>One that brought a part up is done with it.</summary>
    public static Task LeaveAsync() => OneByOneAsync(static async () =>
    {
        if (--s_users == 0 && !s_ranBefore)
            await LabScript.RunAsync("down");
    });

    private static async Task OneByOneAsync(Func<Task> work)
    {
        await s_one.WaitAsync();
        try
        {
            await work();
        }
        finally
        {
            s_one.Release();
        }
    }
}
