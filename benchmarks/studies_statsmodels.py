"""ETS and ARIMA forecasts; run by a Python that has statsmodels. JSON in, JSON out.

In: past (counts by month), months to forecast, levels. Out: two tables (levels × months).
"""

import json
import sys

import numpy as np
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

SAMPLES = 4_000

told = json.load(sys.stdin)
logs = np.log(np.array(told["past"]) + 0.5)
months, levels = told["months"], told["levels"]
ets = ETSModel(logs, error="add", trend="add", damped_trend=True).fit(disp=False)
arima = ARIMA(logs, order=(1, 1, 1)).fit()
tables = []
for fitted in (ets, arima):
    np.random.seed(1)  # the only source that both models draw from by default
    paths = fitted.simulate(months, anchor="end", repetitions=SAMPLES)
    paths = np.asarray(paths).reshape(months, SAMPLES)
    tables.append(np.quantile(np.exp(paths), levels, axis=1).tolist())
json.dump(tables, sys.stdout)
