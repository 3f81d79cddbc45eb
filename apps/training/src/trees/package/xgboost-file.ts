/** The trees as XGBoost writes them: what the Python system read, and what a training goes on from. */
export const XGBOOST_FILE = 'xgb_model.json';
