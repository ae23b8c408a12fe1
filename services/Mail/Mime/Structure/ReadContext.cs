namespace HelpdeskMail.Mail.Mime.Structure;

/// <summary>What the parts of one message share: limits, defects, counts.</summary>
internal sealed class ReadContext(MimeLimits limits, DefectLog defects, int outerDepth, int encodedDepth)
{
    public MimeLimits Limits { get; } = limits;

    public DefectLog Defects { get; } = defects;

    /// <summary>Levels that enclose the source as a whole.</summary>
    public int OuterDepth { get; } = outerDepth;

    /// <summary>How many transfer encodings were undone to come here.</summary>
    public int EncodedDepth { get; } = encodedDepth;

    public int PartCount { get; set; }

    /// <summary>The context of a source that was decoded out of a part of this one.</summary>
    public ReadContext Deeper(int depth) => new(Limits, Defects, OuterDepth + depth + 1, EncodedDepth + 1) { PartCount = PartCount };
}
