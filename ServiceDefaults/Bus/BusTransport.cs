namespace HelpdeskMail.ServiceDefaults.Bus;

/// <summary>What carries the messages between services.</summary>
public enum BusTransport
{
    /// <summary>Tables in the schema <see cref="BusSettings.Schema"/> of the database every service already has.</summary>
    Postgres,

    /// <summary>A RabbitMQ broker at the connection string <c>messaging</c>.</summary>
    RabbitMq,
}
