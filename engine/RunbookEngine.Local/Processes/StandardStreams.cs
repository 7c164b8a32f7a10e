namespace RunbookEngine.Local.Processes;

/// <summary>The first three descriptors of this process.</summary>
public static class StandardStreams
{
    private const int GetFlags = 1;

    /// <summary>
    /// Opens those that whoever started the process had closed, on <c>/dev/null</c>. Without it the next file that is opened gets the number, a store for one, and what is printed is written into it.
    /// </summary>
    public static void Fill()
    {
        for (var descriptor = 0; descriptor <= 2; descriptor++)
        {
            if (Native.DescriptorControl(descriptor, GetFlags, 0) < 0)
                _ = Native.Open("/dev/null", descriptor == 0 ? 0 : Native.WriteOnly, 0);
        }
    }
}
