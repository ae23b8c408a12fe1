using System.Data;
using Dapper;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>Carries <see cref="DateTimeOffset"/> through <c>timestamptz</c> columns, which hold instants and no zone.</summary>
internal sealed class UtcInstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
{
    public override DateTimeOffset Parse(object value) => value switch
    {
        DateTime instant => new DateTimeOffset(DateTime.SpecifyKind(instant, DateTimeKind.Utc)),
        DateTimeOffset instant => instant,
        _ => throw new InvalidCastException($"A {value.GetType().Name} is no instant."),
    };

    public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
}
