// Written by `millwright types`; an edit is lost when it is written anew.
import type { ColumnType } from 'kysely'

export interface Database {
  "audit_log": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "occurred_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "performed_by": string
    "action": string
    "subject": string
    "details": string
  }
  "chat_sessions": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "user_id": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "messages": string
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "updated_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "daily_fuel_tickets": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "ticket_date": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "meter_start": ColumnType<number, number | bigint, number | bigint>
    "meter_end": ColumnType<number, number | bigint, number | bigint>
    "consumption_gallons": ColumnType<number, number | bigint, number | bigint>
    "service_tank_pair": string
    "engineer_name": string
    "notes": ColumnType<string | null, string | null | undefined, string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "ticket_number": ColumnType<string | null, string | null | undefined, string | null>
    "photo_path": ColumnType<string | null, string | null | undefined, string | null>
    "lube_15p_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "gear_15s_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "lube_16p_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "hyd_16s_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "hitch_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "rollover": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "client_request_id": ColumnType<string | null, string | null | undefined, string | null>
  }
  "equipment_status": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "equipment_id": string
    "status": string
    "note": ColumnType<string | null, string | null | undefined, string | null>
    "updated_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "updated_by": string
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "fuel_tank_soundings": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "hitch_id": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "tank_number": string
    "side": string
    "is_day_tank": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "sounding_feet": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "sounding_inches": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "water_present": ColumnType<string | null, string | null | undefined, string | null>
    "gallons": ColumnType<number, number | bigint, number | bigint>
  }
  "hitch_records": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "date": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "end_date": ColumnType<bigint | number | string | null, bigint | number | boolean | string | null | undefined, bigint | number | boolean | string | null>
    "location": ColumnType<string | null, string | null | undefined, string | null>
    "fuel_on_log": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "correction": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "total_fuel_gallons": ColumnType<number, number | bigint, number | bigint>
    "lube_oil_15p": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "gear_oil_15s": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "lube_oil_16p": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "hyd_oil_16s": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "oily_bilge_17p_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "oily_bilge_17p_feet": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "oily_bilge_17p_inches": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "dirty_oil_17s_gallons": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "dirty_oil_17s_feet": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "dirty_oil_17s_inches": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "engineer_name": ColumnType<string | null, string | null | undefined, string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "vessel": ColumnType<string | null, string | null | undefined, string | null>
    "charter": ColumnType<string | null, string | null | undefined, string | null>
    "draft_forward_feet": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "draft_forward_inches": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "draft_aft_feet": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "draft_aft_inches": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "is_start": ColumnType<bigint | number | string, bigint | number | boolean | string | undefined, bigint | number | boolean | string>
    "crew": ColumnType<string | null, string | null | undefined, string | null>
    "notes": ColumnType<string | null, string | null | undefined, string | null>
  }
  "mw_residue": {
    "table_name": string
    "row_id": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "column_name": string
    "text": string
    "meaning": ColumnType<string | null, string | null | undefined, string | null>
  }
  "oil_levels": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "recorded_at_utc": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "recorded_tz": string
    "tank_15p_lube": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "tank_15s_gear": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "tank_16p_lube": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "tank_16s_hyd": ColumnType<number | null, number | bigint | null | undefined, number | bigint | null>
    "source": ColumnType<string | null, string | null | undefined, string | null>
    "engineer_name": ColumnType<string | null, string | null | undefined, string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "orb_entries": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "entry_date": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "code": string
    "entry_text": string
    "sounding_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "hitch_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "struck_at": ColumnType<bigint | number | string | null, bigint | number | boolean | string | null | undefined, bigint | number | boolean | string | null>
    "struck_by": ColumnType<string | null, string | null | undefined, string | null>
    "replaces_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
  }
  "orb_register": {
    "id": ColumnType<bigint | null, never, never>
    "entry_date": ColumnType<bigint | number | string | null, never, never>
    "code": ColumnType<string | null, never, never>
    "entry_text": ColumnType<string | null, never, never>
    "struck_at": ColumnType<bigint | number | string | null, never, never>
    "struck_by": ColumnType<string | null, never, never>
    "replaces_id": ColumnType<bigint | null, never, never>
    "sounding_id": ColumnType<bigint | null, never, never>
    "sounded_at": ColumnType<bigint | number | string | null, never, never>
    "engineer_name": ColumnType<string | null, never, never>
    "engineer_title": ColumnType<string | null, never, never>
  }
  "service_tank_config": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "tank_pair": string
    "activated_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "deactivated_at": ColumnType<bigint | number | string | null, bigint | number | boolean | string | null | undefined, bigint | number | boolean | string | null>
    "notes": ColumnType<string | null, string | null | undefined, string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "sessions": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "token_hash": string
    "user_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "used_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "expires_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "ship": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "vessel": string
    "zone": string
    "charter": ColumnType<string, string | undefined, string>
    "date_separator": ColumnType<string, string | undefined, string>
    "inventory_item": ColumnType<string, string | undefined, string>
    "inventory_title": ColumnType<string, string | undefined, string>
    "meter_max": ColumnType<number, number | bigint | undefined, number | bigint>
  }
  "sign_in_failures": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "subject": string
    "occurred_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "status_events": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "event_type": string
    "event_date": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "notes": ColumnType<string | null, string | null | undefined, string | null>
    "engineer_name": ColumnType<string | null, string | null | undefined, string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "hitch_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
  }
  "users": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "username": string
    "email": ColumnType<string | null, string | null | undefined, string | null>
    "password_hash": string
    "role": string
    "full_name": ColumnType<string | null, string | null | undefined, string | null>
    "is_active": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "last_login": ColumnType<bigint | number | string | null, bigint | number | boolean | string | null | undefined, bigint | number | boolean | string | null>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "updated_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
  }
  "weekly_soundings": {
    "id": ColumnType<bigint, bigint | number | boolean | undefined, bigint | number | boolean>
    "recorded_at_utc": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "recorded_tz": string
    "engineer_name": string
    "engineer_title": string
    "tank_17p_feet": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "tank_17p_inches": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "tank_17p_gallons": ColumnType<number, number | bigint, number | bigint>
    "tank_17p_m3": ColumnType<number, number | bigint, number | bigint>
    "tank_17s_feet": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "tank_17s_inches": ColumnType<bigint, bigint | number | boolean, bigint | number | boolean>
    "tank_17s_gallons": ColumnType<number, number | bigint, number | bigint>
    "tank_17s_m3": ColumnType<number, number | bigint, number | bigint>
    "created_at": ColumnType<bigint | number | string, bigint | number | boolean | string, bigint | number | boolean | string>
    "hitch_id": ColumnType<bigint | null, bigint | number | boolean | null | undefined, bigint | number | boolean | null>
    "remarks": ColumnType<string | null, string | null | undefined, string | null>
    "client_request_id": ColumnType<string | null, string | null | undefined, string | null>
  }
}
